// The keys of the interview desk. It keeps nothing and sends nothing by itself.
const form = document.querySelector('#interview')
let sent
if (form) {
  form.addEventListener('submit', () => sent = 1)
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
