// Package policy is the boundary's judge, and pure: Decide takes a crossing (what, who, where, when) and gives a decision
// with every reason. It reads no clock, network, database or random source, so that the same facts give the same answer
// years later.
//
// A decision walks the steps of law 7: withdrawals first, then reach, people, standing and mode, agreement, and the rules of
// the active policy, a file that Read, Compile and Check take apart. A step can only narrow; what no step stopped passes. Only an allowing decision hands out a Pass (one host, one door) or a Copy
// (one version of one thing for one receiver), and nobody else can make them: what sends or writes for others takes
// nothing but these, so that a way around the judge does not compile.
//
// Gathering the facts and recording the answer is the business of package gate, the only caller of Decide.
package policy
