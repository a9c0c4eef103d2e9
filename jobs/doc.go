// Package jobs runs work that must not be lost: durable lanes over two tables.
//
// Work is added in the caller's transaction and is there if, and only if, that transaction commits. It waits in lanes:
// one for each destination host ("host:example.org"), one for each kind of inner work ("work:publish"). A runner leases
// lanes, not jobs, a share of each kind (inner work, hosts, hosts that failed last), and works through each from the front.
// So one dead host costs one try each time its lane comes up again, while nobody else waits for it; and nobody but the
// holder of the lease touches a lane: what a worker that lost it writes down is refused.
//
// A handler speaks by its error: nil is done; Snooze comes back later and counts nothing; Rest lets the whole lane wait;
// Stop gives up for good; Alone retries this job only. Any other error retries, and in a lane of a host it blocks the
// whole lane, because what failed is most likely the host. A job may run more than once, after a crash for instance:
// handlers are safe to repeat.
//
// The package knows no kind of work. Handlers are told to it by whoever assembles the server.
package jobs
