package testrig

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"sync"
)

// pool hands out a few RSA keys again and again: making one takes longer than most stories. Different servers get
// different keys as far as the pool goes.
var pool = struct {
	sync.Mutex
	keys []*rsa.PrivateKey
	next int
}{}

const poolSize = 6

// makeKey gives a key from the pool.
func makeKey() (crypto.Signer, error) {
	pool.Lock()
	defer pool.Unlock()
	if len(pool.keys) < poolSize {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		pool.keys = append(pool.keys, k)
		return k, nil
	}
	pool.next++
	return pool.keys[pool.next%poolSize], nil
}
