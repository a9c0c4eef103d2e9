// Package farewell erases people of ours: what others were told is taken back, what ties them to this server ends at once, and what they
// made goes bit by bit. What was decided and done stays in the record without their name, and the record still verifies.
package farewell
