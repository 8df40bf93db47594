// Verifies a message's DKIM signatures with npm's mailauth. Arguments: the message's file, and a JSON file of DNS records by name.
// Prints a line a signature: result, algorithm, domain, and the signed fields.
import { readFileSync } from 'node:fs'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'

const [message, records] = process.argv.slice(2).map((file) => readFileSync(file))
const names = JSON.parse(records)
const resolver = async (name) => {
    if (names[name])
        return [[names[name]]]
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
}
const { results } = await dkimVerify(message, { resolver })
for (const { status, algo, signingDomain, signingHeaders } of results)
    console.log(status.result, algo, signingDomain, signingHeaders.keys.toLowerCase().replaceAll(' ', ''))
