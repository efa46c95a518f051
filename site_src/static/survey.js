// The survey page's script. Without it the page is a plain form that works; with it the answers are
// sent in the background, so that a bad connection costs nothing that was typed.
// It has no words of its own (they are in the data attributes of <main>), so that one hash in the
// security policy fits every language. It keeps everything in memory and fetches nothing.
// A question may be named like a property of the form, such as `action`; so the form is only used
// through methods with a capital letter in their names, which no id has.
const main = document.querySelector('main')
const one = (selector) => main.querySelector(selector)
const all = (selector) => [...main.querySelectorAll(selector)]
const say = main.dataset
const form = one('form')
const status = one('[role=status]')
const empty = () => Object.create(null)
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
let sending, sent, timer

const key = (control) => control.name + '=' + control.value
// A text of nothing but characters that nobody sees is no answer: tests/blank_cases.json.
const seen = /[^\s\p{Cc}\p{DI}\ufff9-\ufffb\u{1d159}\u2800]/u
const collect = () => {
  const answers = empty()
  for (const control of all('textarea, :checked').sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const [question, row] = control.name.split('.')
    const value = control.value.trim()
    if (!seen.test(value)) continue
    if (row) (answers[question] ??= empty())[row] = value
    else if (control.type == 'checkbox') (answers[question] ??= []).push(value)
    else answers[question] = value
  }
  return answers
}
const answered = () => Object.keys(collect())[0]

const show = (problem, fields = []) => {
  sending = 0
  status.textContent = ''
  for (const box of all('.error')) box.hidden = box.id != 'e-' + problem
  const box = one('#e-' + problem)
  // The first control may have changed places, and the collector may name another one.
  const target = all('textarea, [type=radio], [type=checkbox]').find((control) =>
    !fields[0] || control.name.split('.')[0] == fields[0])
  if (target && /empty|invalid/.test(problem)) box.querySelector('a').hash = target.id ||= target.name
  document.title = say.prefix + ' ' + document.title.replace(say.prefix + ' ', '')
  box.focus()
}

// A little work shows that a browser took its time over this one answer; a program that sends many
// has to do it for each. Whoever sends within three seconds shows none, nor does a device that
// needs two seconds for it: of time, nothing but that is told. Without it an answer is taken too.
const digest = async (text) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
const prove = async (text) => {
  const start = performance.now()
  const seed = await digest(text)
  for (let n = 0; start > 3e3 && performance.now() < start + 2e3; n++) {
    const [a, b] = await digest(seed + n)
    if (!a && b < 16) return '' + n
  }
}

// The collector takes the same number with the same answers once, however often they arrive.
const problems = {400: 'invalid', 404: 'closed', 409: 'changed', 410: 'closed', 413: 'large'}
const send = async (answers) => {
  sending = 1
  status.textContent = say.sending
  const field = one('[name=number]')
  field.value = field.value || Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, 0)).join('')
  const action = form.getAttribute('action')
  const data = {number: field.value, language: document.documentElement.lang, answers, website: one('[name=website]').value}
  data.proof = await Promise.race([prove(action + JSON.stringify(data)).catch(() => {}), wait(2500)])
  for (const pause of [1, 2, 4, 8, 0]) {
    const response = await Promise.race([
      fetch(action, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify(data),
      }).catch(empty),
      wait(2e4).then(empty),
    ])
    const problem = problems[response.status]
    if (response.status == 201) {
      sent = 1
      // In the place of this page, so that "Back" does not lead to the answers.
      return location.replace(say.thanks)
    }
    if (problem) return show(problem, (await Promise.race([response.json().catch(empty), wait(2e3)]) || {}).fields)
    if (pause) status.textContent = say.again
    await wait(pause * 1000)
  }
  show('busy')
}
// Whatever is missing in a browser or fails here, the answers leave as a plain form. It carries the
// same number, so what was sent before the fault is not counted twice.
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  try {
    const answers = collect()
    if (!Object.keys(answers)[0]) show('empty')
    else if (!sending) await send(answers)
  } catch {
    sent = 1
    HTMLFormElement.prototype.submit.call(form)
  }
})
// Enter in a list would send half an answer, and nothing that was sent can be taken back.
form.addEventListener('keydown', (event) => {
  if (event.key == 'Enter' && event.target.matches('input')) event.preventDefault()
})

// Leaving asks first if anything is answered (Chrome below 119 by the return value). Not all browsers ask by themselves, so the links to
// other languages do; without this script they open a tab of their own, as the privacy page does.
addEventListener('beforeunload', (event) => {
  if (sent || !answered()) return
  event.preventDefault()
  event.returnValue = 1
})
addEventListener('pageshow', (event) => {
  if (event.persisted) sent = sending = 0
})
for (const link of document.querySelectorAll('nav a')) {
  link.target = ''
  link.addEventListener('click', (event) => {
    if (!answered() || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (confirm(say.leave)) sent = 1
    else event.preventDefault()
  })
}

// Reasons come in an order of chance, the same in every list of the page; "something else" stays
// at the end. The order never leaves the page: answers are sorted by name.
const rank = empty()
const by = (item) => {
  const {name, value} = item.querySelector('input')
  return (rank[name.split('.')[1] || value] ??= Math.random())
}
for (const list of all('[data-mix]'))
  list.prepend(...[...list.children].slice(0, list.dataset.mix).sort((a, b) => by(a) - by(b)))

// A text that may point to a person gets a hint; it can be sent all the same.
const traces = {
  mail: /\S@\S+\.\p{L}/u,
  digits: /\+\d[\d ]{7,}|\b\d\d ?\d\d ?\d\d ?\d\d\b|\b[0-3]\d[01]\d{3}[ -]?\d{4}\b/,
  name: /\p{Lu}\p{Ll}+[ -]\p{Lu}\p{Ll}+/u,
}
const hint = (text) => {
  const trace = Object.keys(traces).find((name) => traces[name].test(text.value))
  const left = text.maxLength - text.value.length
  return (left * 10 > text.maxLength ? '' : say.left.replace('#', left) + ' ') +
    (trace ? say[trace] + ' ' + say.nudge : '')
}
const update = () => {
  one('#record').textContent = JSON.stringify({answers: collect()}, null, 1)
  for (const text of all('textarea')) {
    const words = hint(text)
    // Said again only when it changes, or a screen reader would never stop.
    if (text.nextSibling.textContent != words) text.nextSibling.textContent = words
  }
}
for (const text of all('textarea')) {
  text.after(document.createElement('p'))
  text.nextSibling.role = 'status'
}
one('#own').textContent = say.own
update()
form.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(update, 400)
})
