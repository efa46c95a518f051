// The keys of the review desk. Without this script the page works by mouse, Tab and Enter.
// It keeps nothing and sends nothing by itself: it ticks, types and presses what is on the page.
const one = (selector) => document.querySelector(selector)
const all = (selector) => [...document.querySelectorAll(selector)]
for (const part of all('.needs-script')) part.hidden = false
const form = one('#text')
const save = one('#save')
const wording = one('#wording')
const marks = all('[name=out]')
let left
// A key that was pressed twice by mistake decides nothing about the next text, which nobody has read.
setTimeout(() => document.body.dataset.ready = '', 300)

// What the text reads like without the marks that are out.
const composed = (out) => [...one('blockquote').childNodes].map((node) => {
  if (node.nodeName == 'SMALL') return ''
  const box = node.querySelector && node.querySelector('input')
  if (!box) return node.textContent
  return out(box) ? form.dataset.gone : node.querySelector('.said').textContent
}).join('')
const decision = (value) => one('[name=decision][value=' + value + ']')
// What was typed by hand stays: from such a wording a tick takes the words of its mark, and unticking
// puts none back. An emptied box begins anew.
let made = form && composed((box) => box.checked)
const recompose = (boxes) => {
  if (!wording.value || wording.value == made) {
    wording.value = made = composed((box) => box.checked)
    decision('redact').checked = marks.some((mark) => mark.checked)
  } else
    for (const box of boxes)
      if (box.checked)
        wording.value = wording.value.split(box.parentNode.querySelector('.said').textContent).join(form.dataset.gone)
}
for (const mark of marks) mark.addEventListener('change', () => recompose([mark]))
const join = one('#join')
if (join) join.addEventListener('change', () => {
  if (join.value) decision('paraphrase').checked = true
  if (join.value) wording.value = join.value
})
const original = form && composed(() => 0)

const go = (selector) => {
  const there = one(selector)
  if (there && !left) there.click()
}
const send = (value) => {
  decision(value).checked = true
  go('#save')
  left = 1
}
const toggle = (boxes, checked) => {
  for (const box of boxes) box.checked = checked
  recompose(boxes)
}
const acts = {
  k: () => send('keep'),
  w: () => send('withhold'),
  r: () => {
    if (wording.value != original) return send('redact')
    decision('redact').checked = true
    wording.focus()
  },
  p: () => {
    decision('paraphrase').checked = true
    wording.focus()
    wording.select()
  },
  e: () => wording.focus(),
  t: () => one('#theme').focus(),
  s: () => one('#star').click(),
  enter: () => go('#save'),
  arrowleft: () => go('[rel=prev]'),
  arrowright: () => go('[rel=next]'),
}
const everywhere = {
  u: () => go('#undo'),
  '?': () => one('#help').open = !one('#help').open,
  enter: () => go('#onward'),
}
const digit = (number, shift) => {
  if (shift) {
    const theme = one('[data-theme="' + number + '"]')
    if (theme) one('#theme').value = theme.textContent
  } else if (number) {
    const mark = marks.filter((box) => box.value == number)
    if (mark[0]) toggle(mark, !mark[0].checked)
  } else if (marks[0]) toggle(marks, !marks.every((box) => box.checked))
}

addEventListener('keydown', (event) => {
  const field = event.target.closest('textarea, select, input:not([type=radio], [type=checkbox])')
  const key = event.key.toLowerCase()
  if (field && event.key == 'Escape') one('h1').focus()
  if (field == wording && key == 'enter' && (event.ctrlKey || event.metaKey)) go('#save')
  if (field || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (!('keys' in document.body.dataset)) return
  if (key == 'enter' && event.target.closest('a, button, summary')) return
  if (key.startsWith('arrow') && event.target.closest('[type=radio]')) return
  const number = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)
  const act = !event.shiftKey && form && acts[key] || everywhere[key]
  if (!act && !(form && number)) return
  event.preventDefault()
  if (form && /^([krw]|enter)$/.test(key) && !('ready' in document.body.dataset)) return
  if (act) act()
  else digit(+number[1], event.shiftKey)
})
