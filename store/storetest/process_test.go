package storetest_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"guildhall/store/storetest"
)

func TestThePostgresThatIsMeasuredIsOne(t *testing.T) {
	pid := storetest.PostgresProcess(t)
	if pid == 0 {
		t.Skip("The PostgreSQL of the tests runs elsewhere: its processes cannot be looked at.")
	}
	name, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
	if err != nil || !strings.HasPrefix(string(name), "postgres") {
		t.Errorf("process %d is %q, %v", pid, name, err)
	}
}
