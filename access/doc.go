// Package access answers whether somebody of ours may do something that not everybody may.
//
// A duty is a thing that the organisation lets only some do; a role carries duties. What people may read is not asked
// here but in store's lists, and what crosses the boundary is asked of the gate.
package access
