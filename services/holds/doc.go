// Package holds puts legal holds on accounts, posts and communities. While one is in force nothing that it keeps is destroyed: not by time,
// not by the erasing of a person, and not by whoever deletes a post, which is gone for everybody while a copy stays that nobody reads
// here. What that means for each table stands with the queries of the store.
package holds
