// A form that is sent to a program that has ended would be lost with its page: ask first.
const form = document.querySelector('form')
let sent, asking
if (form) {
  form.addEventListener('submit', async (event) => {
    if (sent || !form.requestSubmit) return sent = 1
    event.preventDefault()
    if (asking) return
    asking = 1
    const there = await fetch(location.pathname, {cache: 'no-store'}).then((reply) => reply.ok, () => 0)
    asking = 0
    const gone = document.querySelector('#gone')
    gone.hidden = there
    if (!there) return gone.focus()
    sent = 1
    form.requestSubmit(event.submitter)
  })
}
