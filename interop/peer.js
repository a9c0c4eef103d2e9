// A small ActivityPub server of another make: one person, and a community if asked for, on plain http over loopback, driven by a JSON interface on a
// second port. Guildhall's interop test starts it (peer_test.go); README.md beside this file lists what it can be told.
//
//   node peer.js [--name ines] [--host peer.localhost] [--port 0] [--control 0] [--signs draft-cavage-http-signatures-12|rfc9421] [--group ward]
//
// One line of JSON on standard output says that it is ready and where; it stops when its standard input closes.
import dns from "node:dns";
import http from "node:http";
import { parseArgs } from "node:util";
import { control } from "./control.js";
import { Group } from "./group.js";
import { Person } from "./person.js";
import { federationOf, received } from "./federation.js";

// Not every resolver knows that *.localhost is this machine (RFC 6761), so this program knows it by itself.
const lookup = dns.lookup;
dns.lookup = (name, options, done) => {
  if (typeof options === "function") [options, done] = [{}, options];
  return lookup(name.endsWith(".localhost") ? "127.0.0.1" : name, options, done);
};

const { values } = parseArgs({
  options: {
    name: { type: "string", default: "ines" },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    control: { type: "string", default: "0" },
    signs: { type: "string", default: "draft-cavage-http-signatures-12" },
    group: { type: "string" },
  },
});

// listen gives a server on a loopback port, and the port.
function listen(port, answer) {
  const server = http.createServer((req, res) => {
    answer(req).then((response) => send(res, response)).catch((error) => {
      console.error(error);
      send(res, Response.json({ error: String(error) }, { status: 500 }));
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(port), "127.0.0.1", () => resolve([server, server.address().port]));
  });
}

async function send(res, response) {
  res.writeHead(response.status, Object.fromEntries(response.headers));
  res.end(Buffer.from(await response.arrayBuffer()));
}

// body reads at most 1 MiB.
async function body(req) {
  const parts = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size > 1 << 20) throw new Error("the body is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

let person, federation;
const [server, port] = await listen(values.port, async (req) => {
  const bytes = req.method === "GET" || req.method === "HEAD" ? undefined : await body(req);
  const request = new Request(new URL(req.url, person.origin), { method: req.method, headers: req.headers, body: bytes });
  return received(federation, person, request, bytes);
});
person = new Person(values.name, `http://${values.host}:${port}`, values.signs);
if (values.group) person.group = new Group(values.group, person.origin);
federation = federationOf(person);

const [panel, controlPort] = await listen(values.control, async (req) => {
  const text = (await body(req)).toString();
  return control(federation, person, new URL(req.url, "http://control").pathname.slice(1), text ? JSON.parse(text) : {});
});

const quit = () => {
  server.close();
  panel.close();
  process.exit(0);
};
process.stdin.on("end", quit).on("close", quit).resume();
process.on("SIGTERM", quit);
console.log(JSON.stringify({ ready: true, origin: person.origin, actor: `${person.origin}/users/${person.name}`, handle: `@${person.name}@${new URL(person.origin).host}`, group: person.group?.id, control: `http://127.0.0.1:${controlPort}` }));
