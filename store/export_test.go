package store

import "gorm.io/gorm"

// DB lets tests look beneath.
func (tx *Tx) DB() *gorm.DB { return tx.db }
