// Package demo runs three organisations in one process, for somebody who wants to see what this is: Acme Hospitals, the
// Guild of Nurse Educators and Northwind Logistics.
//
// Each is a whole server with its own SQLite file and its own port. Their past is played through the real verbs, the real
// gate and real HTTP with real signatures, under a clock that is moved from day to day; then the clock is let go.
// Acme and the Guild are partners; Northwind is allowed by the Guild and closed to Acme, so that a newcomer meets a
// boundary that says no.
package demo
