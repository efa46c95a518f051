// The survey page's script. Without it the page is a plain form that works; with it the answers are
// sent in the background, so that a bad connection costs nothing that was typed.
// It has no words of its own (they are in the data attributes of <main>), so that one hash in the
// security policy fits every language. It keeps everything in memory and fetches nothing.
// A question may be named like a property of the form, such as `action`; so the form is only used
// through methods with a capital letter in their names, which no id has.
// Its syntax and what it calls are those of Safari 14, Firefox 78, Chrome 85, Samsung 14 and newer.
const main = document.querySelector('main')
const one = (selector) => main.querySelector(selector)
const all = (selector) => [...main.querySelectorAll(selector)]
const say = main.dataset
const form = one('form')
const button = one('#send')
const status = one('[role=status]')
const empty = () => Object.create(null)
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const add = (parent, tag, values) =>
  Object.assign(parent.appendChild(document.createElement(tag)), values)
let sending, sent, timer

const key = (control) => control.name + '=' + control.value
// A text of nothing but characters that nobody sees is no answer: tests/support/blank_cases.json.
const seen = /[^\s\p{Cc}\p{DI}\ufff9-\ufffb\u{1d159}\u2800]/u
const collect = () => {
  const answers = empty()
  for (const control of all('textarea, :checked').sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const [question, row] = control.name.split('.')
    const value = control.value.trim()
    if (!seen.test(value)) continue
    const found = answers[question]
    if (row) (answers[question] = found || empty())[row] = value
    else answers[question] = control.type == 'checkbox' ? [...(found || []), value] : value
  }
  return answers
}
const answered = () => Object.keys(collect())[0]
const over = (text) => text.value.trim().length - text.dataset.most

// Nothing is cut and nothing is lost: what is wrong stands at the question, with a way there.
const show = (problem, fields) => {
  sending = 0
  status.textContent = ''
  button.removeAttribute('aria-disabled')
  button.textContent = problem == 'busy' ? say.resend : say.send
  all('.error li, .wrong').map((old) => old.remove())
  all('.error').map((old) => old.hidden = old.id != 'e-' + problem)
  all('.bad').map((old) => old.classList.remove('bad'))
  const box = one('#e-' + problem)
  const list = box.querySelector('ul')
  for (const id of fields || []) {
    const field = one('#q-' + id)
    const question = field.closest('.q')
    const much = field.dataset.most ? over(field) : 0
    const textContent = much > 0 ? say.long.replace('#', much) : say.unread
    const words = add(question, 'p', {className: 'wrong', id: 'w-' + id, textContent})
    question.querySelector('.body').prepend(words)
    question.classList.add('bad')
    field.setAttribute('aria-describedby', 'h-' + id + ' w-' + id)
    add(add(list, 'li'), 'a', {href: '#q-' + id, textContent: question.querySelector('h3').textContent})
  }
  document.title = say.prefix + ' ' + document.title.replace(say.prefix + ' ', '')
  box.focus()
}
// The link of a message shows the whole question, and puts the focus on its first control.
main.addEventListener('click', (event) => {
  if (!event.target.matches('.error a')) return
  event.preventDefault()
  const field = one(event.target.hash)
  field.closest('.q').scrollIntoView()
  const control = field.querySelector('input') || field
  control.focus({preventScroll: true})
})

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

// The collector takes the same number with the same answers once, however often they arrive. Only
// what may get better is tried again: no reply, a fault there, too many at once.
const problems = {400: 'invalid', 404: 'closed', 410: 'closed'}
const post = (action, body) => Promise.race([
  fetch(action, {method: 'POST', headers: {'Content-Type': 'application/json'}, body}).catch(empty),
  wait(15e3).then(empty),
])
const send = async (answers) => {
  sending = 1
  button.setAttribute('aria-disabled', true)
  button.textContent = status.textContent = say.sending
  const field = one('[name=number]')
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))]
  field.value = field.value || bytes.map((byte) => (byte + 256).toString(16).slice(1)).join('')
  const action = form.getAttribute('action')
  const data = {number: field.value, language: document.documentElement.lang, answers, website: one('[name=website]').value}
  data.proof = await Promise.race([prove(action + JSON.stringify(data)).catch(() => {}), wait(2500)])
  for (const pause of [1, 2, 4, 8, 0]) {
    const slow = setTimeout(() => status.textContent = say.slow, 5e3)
    const response = await post(action, JSON.stringify(data))
    const code = response.status
    clearTimeout(slow)
    if (code == 201 || code == 409) {
      sent = 1
      // In the place of this page, so that "Back" does not lead to the answers.
      return location.replace(say.base + (code == 201 ? 'thanks/' : 'changed/'))
    }
    if (problems[code]) {
      const said = code == 400 && await Promise.race([response.json().catch(empty), wait(2e3)]) || {}
      return show(said.error == 'empty' ? 'empty' : problems[code], said.fields)
    }
    if (code > 400 && code < 429) break
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
    const long = all('textarea').filter((text) => over(text) > 0)
    if (sending) return
    if (!answered()) show('empty')
    else if (long[0]) show('invalid', long.map((text) => text.name))
    else await send(collect())
  } catch {
    sent = 1
    HTMLFormElement.prototype.submit.call(form)
  }
})
// Enter in a list would send half an answer, and nothing that was sent can be taken back.
form.addEventListener('keydown', (event) => {
  if (event.key == 'Enter' && event.target.matches('input')) event.preventDefault()
})

// Leaving asks first if anything is answered (by the value, which Chrome below 119 needs). Not all
// browsers ask by themselves, so the links to other languages do; without this script they open a
// tab of their own, as the privacy page does.
addEventListener('beforeunload', (event) => {
  if (!sent && answered()) event.returnValue = 1
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

// Reasons come in an order of chance, family by family, the same in every list of the page;
// "something else" stays at the end. Nothing moves once the page may have been seen. The order
// never leaves the page: answers are sorted by name.
const rank = empty()
const by = (name) => rank[name] = rank[name] || Math.random()
const mix = (parent, items, name) =>
  parent.append(...items.sort((a, b) => by(name(a)) - by(name(b))))
if (self.PerformancePaintTiming && !performance.getEntriesByType('paint')[0])
  for (const list of all('.fam')) {
    const families = [...list.children]
    const end = families.pop()
    for (const family of families)
      mix(family, [...family.querySelectorAll('label')], (label) => label.firstChild.value)
    mix(list, families, (family) => family.getAttribute('aria-label'))
    list.append(end)
  }

// A text that may point to a person gets a hint; it can be sent all the same. Which texts do is in
// tests/support/contact_cases.json: numbers in any writing, but no pay and no percentages.
const traces = {
  mail: /\S+@\S+\.\p{L}+/u,
  digits: /(?!\d*.?\d*00[ -])\d([^\p{L}\d]{0,3}\d){7,}(?! ?(%|kr|p[er]))/iu,
  name: /\p{Lu}\p{Ll}+[ -]\p{Lu}\p{Ll}+/u,
}
const hint = (text) => {
  const much = over(text)
  const said = much > 0 ? [say.over.replace('#', much)] :
    much * -10 < text.dataset.most ? [say.left.replace('#', -much)] : []
  for (const name in traces) {
    const found = traces[name].exec(text.value)
    if (found && !said[1]) said.push(say[name].replace('#', () => found[0].trim()), say.nudge)
  }
  return said.join(' ')
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
  add(text.parentNode, 'p', {className: 'say'}).setAttribute('role', 'status')
}
update()
form.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(update, 400)
})
