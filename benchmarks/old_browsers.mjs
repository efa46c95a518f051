// What the survey page uses that the oldest browsers it promises to work in do not have.
//
//     node benchmarks/old_browsers.mjs     (part of: make checkers)
//
// Syntax by acorn, properties and selectors by css-tree, support by MDN's browser-compat-data. A name
// is a finding if nothing that bears it works in all of OLDEST. What is passed over stands in FINE
// with its reason; a reason that nothing needs any more is a finding too.
import {readFileSync} from 'node:fs'
import bcd from '@mdn/browser-compat-data' with {type: 'json'}
import {parse} from 'acorn'
import {full} from 'acorn-walk'
import * as css from 'css-tree'

const OLDEST = {safari: 14, safari_ios: 14, firefox: 78, chrome: 85, samsunginternet_android: 14}
const SYNTAX = 2020 // what all of them read; ??= of 2021 is younger than Firefox 78
const FINE = {
  'property field-sizing': 'a box keeps its height, and can be dragged larger',
  'property text-wrap': 'a line breaks where it must',
  'property text-underline-offset': 'a line lies where the browser puts it',
  'property text-decoration-thickness': 'a line is as thick as the browser likes',
  'property print-color-adjust': 'stands beside its prefixed name',
  'property appearance': 'stands beside its prefixed name',
  'property hyphens': 'a long word is broken without a hyphen',
  'value overflow-wrap: anywhere': 'break-word stands before it',
  'property outline': 'noted from the version on that rounds its corners',
  'property resize': 'a phone has no pointer to drag with',
  'value cursor: pointer': 'a phone has no pointer',
  'value break-after: avoid': 'a heading may stand alone at the end of a sheet',
  'rule page': 'paper has the margins that the browser gives it',
  'property size': 'paper has the size that the printer says',
  'selector focus-visible': 'the ring of :focus is there, and only taken away by this',
  'selector has': 'without the rule a list can always be cleared',
  'feature forced-colors': 'a browser that does not know it has no such colours either',
  'feature prefers-contrast': 'the page has its contrast without it',
  'api PerformancePaintTiming': 'asked for before it is used; reasons keep their order without it',
}
const found = new Map()
const used = new Set()

const works = (compat) => Object.entries(OLDEST).every(([browser, version]) =>
  [compat?.support?.[browser] ?? []].flat().some((one) =>
    !one.prefix && !one.alternative_name && !one.flags &&
    one.version_added && !one.version_removed &&
    parseFloat(String(one.version_added).replace('≤', '')) <= version))
const judge = (name, compats, place) => {
  const known = compats.filter(Boolean)
  if (!known.length || known.some(works)) return
  if (FINE[name]) used.add(name)
  else found.set(name, place)
}

const bearing = (name) => [
  bcd.api[name], bcd.javascript.builtins[name],
  ...Object.values(bcd.api).map((one) => one[name]),
  ...Object.values(bcd.javascript.builtins).map((one) => one[name]),
].map((one) => one?.__compat)

const script = (file) => {
  const tree = parse(readFileSync(file, 'utf8'), {ecmaVersion: SYNTAX, sourceType: 'module', locations: true})
  full(tree, (node) => {
    const place = `${file}:${node.loc.start.line}`
    // `say` is the page's own words by name.
    if (node.type == 'MemberExpression' && !node.computed && node.object.name != 'say')
      judge(`api ${node.property.name}`, bearing(node.property.name), place)
    if (node.type == 'Identifier' && (bcd.api[node.name] || bcd.javascript.builtins[node.name]))
      judge(`api ${node.name}`, bearing(node.name), place)
  })
}

const style = (file) => {
  const tree = css.parse(readFileSync(file, 'utf8'), {positions: true, filename: file})
  css.walk(tree, {
    enter(node) {
      const place = node.loc && `${file}:${node.loc.start.line}`
      if (node.type == 'Declaration' && !/^-/.test(node.property)) {
        const known = bcd.css.properties[node.property]
        judge(`property ${node.property}`, [known?.__compat], place)
        if (works(known?.__compat)) css.walk(node.value, (value) => {
          if (value.type == 'Identifier')
            judge(`value ${node.property}: ${value.name}`, [known?.[value.name]?.__compat], place)
          if (value.type == 'Function')
            judge(`function ${value.name}`, [bcd.css.types[value.name]?.__compat], place)
        })
      }
      if (node.type == 'PseudoClassSelector')
        judge(`selector ${node.name}`, [bcd.css.selectors[node.name]?.__compat], place)
      if (node.type == 'Feature')
        judge(`feature ${node.name}`, [bcd.css['at-rules'].media[node.name]?.__compat], place)
      if (node.type == 'Atrule')
        judge(`rule ${node.name}`, [bcd.css['at-rules'][node.name]?.__compat], place)
    },
  })
}

const root = new URL('../site_src/static/', import.meta.url).pathname
script(`${root}survey.js`)
for (const sheet of ['page.css', 'grid.css', 'scale.css', 'check.css']) style(root + sheet)
for (const name of Object.keys(FINE))
  if (!used.has(name)) found.set(`FINE has "${name}", which nothing needs`, 'old_browsers.mjs')
for (const [name, place] of found) console.log(`${place}: ${name}`)
process.exitCode = found.size ? 1 : 0
