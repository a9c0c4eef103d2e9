// Package formats tells what a file is by its first bytes, and reads pictures: their size without a pixel decoded, how a camera
// held them, and their pixels. Names and what a sender says of a file count for nothing here.
//
// It knows no limits and no rooms: how large a picture may be, and what may be shown to whom, is judged by its callers.
package formats
