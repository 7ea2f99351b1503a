package schema

import "strings"

// Nearest is the candidate that is most like name, or "" when none is close
// enough to be a misspelling of it: one slip in a short name, two or a third of
// the letters in a longer one. Of two that are as near, it is the one that begins
// more like name: people slip at the end of words more than at their start.
func Nearest(name string, candidates []string) string {
	limit := max(2, len(name)/3)
	if len(name) <= 4 {
		limit = 1
	}
	best, least := "", limit+1
	for _, c := range candidates {
		if c == name || len(c)-len(name) > limit || len(name)-len(c) > limit {
			continue
		}
		if d := Distance(name, c); d < least || d == least && best != "" && shared(name, c) > shared(name, best) {
			best, least = c, d
		}
	}
	return best
}

// shared is how many bytes two names begin with alike, without regard to case.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n]|0x20 == b[n]|0x20 {
		n++
	}
	return n
}

// maxCompared is the length in bytes beyond which names are not compared.
const maxCompared = 128

// Distance is the number of slips — letters added, dropped, replaced, or
// swapped with their neighbour — that lead from a to b (the optimal string
// alignment distance), in bytes and without regard to case.
func Distance(a, b string) int {
	if len(a) > maxCompared || len(b) > maxCompared {
		return maxCompared
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	before, last, row := rows[0], rows[1], rows[2]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
