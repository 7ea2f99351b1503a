package erd

// sets are disjoint sets of small integers. A set's root is its least member.
type sets struct{ parent, size []int }

func newSets(n int) sets {
	s := sets{make([]int, n), make([]int, n)}
	for i := range n {
		s.parent[i], s.size[i] = i, 1
	}
	return s
}

func (s sets) find(i int) int {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

func (s sets) join(i, j int) {
	i, j = s.find(i), s.find(j)
	if i == j {
		return
	}
	if j < i {
		i, j = j, i
	}
	s.parent[j] = i
	s.size[i] += s.size[j]
}
