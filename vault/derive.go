package vault

// Derive gives 32 bytes for one purpose, the same at every node and start for as long as the sealing key stays.
func (v *Vault) Derive(purpose string) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return markOf(v.root, purpose)
}
