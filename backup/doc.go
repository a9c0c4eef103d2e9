// Package backup puts an installation into one file, and makes one out of it again.
//
// The file is a tar archive, readable without us: backup.json says what it is of, database is a copy of the database as of one moment,
// files/ROOM/NAME are the bytes of uploads and faces, and contents.json, the last, lists every part with its size and SHA-256; an archive
// without its end is none. Make works beside running servers. The sealing key is not in it: the archive names the key that it needs, so
// that a stolen backup opens no private keys, and who keeps backups keeps that key elsewhere.
//
// Check reads everything and writes nothing. Restore writes into an empty place only, and what it makes is closed to federation until
// what ended since the backup was applied and somebody opened it (boundary.md, law 16). Copies of what other servers have are left out:
// they are fetched anew when somebody looks. Journal keeps, beside the database, the names of what ended.
package backup
