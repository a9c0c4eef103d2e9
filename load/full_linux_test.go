package load_test

import (
	"syscall"
	"unsafe"
)

// MayWrite bounds the size of files that a node writes, as a disk does; all bits set take the bound away.
func (n *Node) MayWrite(bytes uint64) {
	n.near.t.Helper()
	bound := syscall.Rlimit{Cur: bytes, Max: ^uint64(0)}
	if _, _, err := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(n.process.Process.Pid), rlimitFileSize, uintptr(unsafe.Pointer(&bound)), 0, 0, 0); err != 0 {
		n.near.t.Errorf("the files of a node cannot be bounded: %v", err)
	}
}

const rlimitFileSize = 1 // RLIMIT_FSIZE
