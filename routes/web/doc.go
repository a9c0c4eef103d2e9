// Package web answers people who look at pages.
//
// A handler is bind, call, show: it reads the form, calls a verb of services in one transaction, and shows a page of
// frontend or sends the browser on (303) with a sentence about what was done. Each noun has its file, with its rows of the
// route table above its handlers. A visit is one request on its way through: who looks, and the shell round the page,
// which is filled in the same moment of the database as the page itself.
//
// Everything works without script. What a person types that names somebody elsewhere is looked up first, over the
// network, and then posted: nothing here waits for another server with a transaction open. Strangers see what the gate
// hands out as copies and nothing else.
package web
