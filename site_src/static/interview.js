// The keys of the interview desk. It keeps nothing and sends nothing by itself.
const form = document.querySelector('#interview')
let sent, asking
if (form) {
  // A form that is sent to a program that has ended would be lost with its page: ask first.
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
  // Some browsers keep a page that was left: what was sent is not sent again for somebody else.
  addEventListener('pageshow', (event) => {
    if (event.persisted && sent) location.replace(location.pathname)
  })
  addEventListener('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey) {
      // On a radio or a tick it would send the form, and take the focus away.
      if (event.key == 'Enter' && event.target.matches('input')) event.preventDefault()
      return
    }
    const question = event.target.closest('.iq')
    const more = event.key == 'Enter' && question && question.querySelector('.more')
    const button = more || event.key.toLowerCase() == 's' && document.querySelector('#store')
    if (!button) return
    event.preventDefault()
    if (!event.repeat) button.click()
  })
  // A tab that is closed by mistake takes the interview with it, since there is no draft.
  addEventListener('beforeunload', (event) => {
    const typed = [...form.querySelectorAll('textarea')].some((box) => box.value)
    if (typed && !sent) event.preventDefault()
  })
}
