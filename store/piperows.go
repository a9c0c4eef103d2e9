package store

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// pipeRows are the rows of an answer. They are read, or closed, before the next statement runs.
type pipeRows struct {
	p    *pipe
	r    *pgconn.ResultReader
	over bool
	read int
}

// rowsBound is after how many rows PostgreSQL has shown that it is there.
const rowsBound = 500

func (r *pipeRows) Columns() []string {
	fields := r.r.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

func (r *pipeRows) Close() error {
	if r.over {
		return nil
	}
	r.over = true
	_, err := r.p.done(r.r)
	return err
}

func (r *pipeRows) Next(to []driver.Value) error {
	if r.over {
		return io.EOF
	}
	if r.read++; r.read%rowsBound == 0 { // it lives, however long the answer
		r.p.bound()
	}
	if !r.r.NextRow() {
		r.over = true
		if _, err := r.p.done(r.r); err != nil {
			return err
		}
		return io.EOF
	}
	for i, f := range r.r.FieldDescriptions() {
		var err error
		if to[i], err = value(f.DataTypeOID, f.Format, r.r.Values()[i]); err != nil {
			return err
		}
	}
	return nil
}

// The models know numbers, texts, bytes and truths. Those travel as they are stored; all else as text.
const asText, asStored = int16(0), int16(1)

// incoming is how a column of a type is asked for.
func incoming(oid uint32) int16 {
	switch oid {
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID, pgtype.BoolOID, pgtype.ByteaOID, pgtype.Float8OID:
		return asStored
	}
	return asText
}

// value reads one cell. Bytes are good until the next row.
func value(oid uint32, format int16, cell []byte) (driver.Value, error) {
	if cell == nil {
		return nil, nil
	}
	if format == asText {
		return string(cell), nil
	}
	switch {
	case oid == pgtype.ByteaOID:
		return cell, nil
	case len(cell) == 8 && oid == pgtype.Int8OID:
		return int64(binary.BigEndian.Uint64(cell)), nil
	case len(cell) == 4 && oid == pgtype.Int4OID:
		return int64(int32(binary.BigEndian.Uint32(cell))), nil
	case len(cell) == 2 && oid == pgtype.Int2OID:
		return int64(int16(binary.BigEndian.Uint16(cell))), nil
	case len(cell) == 1 && oid == pgtype.BoolOID:
		return cell[0] != 0, nil
	case len(cell) == 8 && oid == pgtype.Float8OID:
		return math.Float64frombits(binary.BigEndian.Uint64(cell)), nil
	}
	return nil, fmt.Errorf("PostgreSQL gave %d bytes for a value of type %d", len(cell), oid)
}

// outgoing writes one value for a placeholder of a type.
func outgoing(oid uint32, v driver.Value) ([]byte, int16, error) {
	switch v := v.(type) {
	case nil:
		return nil, asText, nil
	case int64:
		switch {
		case oid == pgtype.Int8OID:
			return binary.BigEndian.AppendUint64(nil, uint64(v)), asStored, nil
		case oid == pgtype.Int4OID && int64(int32(v)) == v:
			return binary.BigEndian.AppendUint32(nil, uint32(v)), asStored, nil
		}
		return strconv.AppendInt(nil, v, 10), asText, nil
	case string:
		if oid == pgtype.ByteaOID {
			return []byte(v), asStored, nil
		}
		return []byte(v), asText, nil
	case []byte:
		if v == nil {
			return nil, asText, nil
		}
		if oid == pgtype.ByteaOID {
			return v, asStored, nil
		}
		return v, asText, nil
	case bool:
		return strconv.AppendBool(nil, v), asText, nil
	case float64:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), asText, nil
	case time.Time:
		return []byte(v.Format(time.RFC3339Nano)), asText, nil
	}
	return nil, asText, fmt.Errorf("a value of type %T does not fit PostgreSQL", v)
}
