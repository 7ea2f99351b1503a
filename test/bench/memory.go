package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// memory is what a process and those that it started hold now, and what they
// held at most, in megabytes. It reads Linux's proc(5); elsewhere it fails.
func memory(pid int) (now, most float64, err error) {
	status, err := processStatus(pid)
	if err != nil {
		return 0, 0, err
	}
	now, most = status["VmRSS"]/1000, status["VmHWM"]/1000
	children, err := childrenOf(pid)
	for _, child := range children {
		if n, m, err := memory(child); err == nil { // it may have ended meanwhile
			now, most = now+n, most+m
		}
	}
	return now, most, err
}

// watched is what a process holds at most until it ends, in megabytes, looked at
// every other millisecond.
func watched(pid int) (most float64) {
	for range time.Tick(2 * time.Millisecond) {
		status, err := processStatus(pid)
		if err != nil || status["VmHWM"] == 0 { // it has ended
			return most
		}
		most = status["VmHWM"] / 1000
	}
	return most
}

// childrenOf are the processes that a process started.
func childrenOf(pid int) ([]int, error) {
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var children []int
	for _, dir := range all {
		child, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if status, err := processStatus(child); err == nil && int(status["PPid"]) == pid {
			children = append(children, child)
		}
	}
	return children, nil
}

// processStatus reads the numbers of a process's status: sizes are in kB.
func processStatus(pid int) (map[string]float64, error) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return nil, err
	}
	numbers := map[string]float64{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		var n float64
		if _, err := fmt.Sscan(value, &n); err == nil {
			numbers[name] = n
		}
	}
	return numbers, lines.Err()
}
