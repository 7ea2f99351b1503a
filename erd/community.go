package erd

import "slices"

// affinity is an undirected weighted graph, in which communities are looked for.
type affinity struct {
	near []map[int]float64 // by node: its neighbours
	self []float64         // by node: twice the weight that lies within it
}

func newAffinity(n int) *affinity {
	g := &affinity{make([]map[int]float64, n), make([]float64, n)}
	for i := range g.near {
		g.near[i] = map[int]float64{}
	}
	return g
}

func (g *affinity) add(a, b int, weight float64) {
	if a == b {
		g.self[a] += 2 * weight
		return
	}
	g.near[a][b] += weight
	g.near[b][a] += weight
}

// communities gives each node the number of its community, counted from 0 in the
// order of their first nodes: by the method of Blondel and others, "Fast unfolding
// of communities in large networks" (2008). The nodes are looked at in their order,
// so that the same graph has the same communities.
func (g *affinity) communities() []int {
	of := make([]int, len(g.near))
	for i := range of {
		of[i] = i
	}
	const levels = 12 // of communities of communities; there are about three
	for range levels {
		merged, n := g.merge()
		if n == len(g.near) {
			break
		}
		for i := range of {
			of[i] = merged[of[i]]
		}
		coarse := newAffinity(n)
		for a := range g.near {
			coarse.self[merged[a]] += g.self[a]
			for _, b := range g.sorted(a) {
				if a < b {
					coarse.add(merged[a], merged[b], g.near[a][b])
				}
			}
		}
		g = coarse
	}
	return of
}

// sorted gives the neighbours of a node in their order: sums of weights must not
// depend on that of a map.
func (g *affinity) sorted(a int) []int {
	list := make([]int, 0, len(g.near[a]))
	for b := range g.near[a] {
		list = append(list, b)
	}
	slices.Sort(list)
	return list
}

// merge moves nodes between communities while that makes the modularity greater,
// and gives the number of each node's community and how many there are.
func (g *affinity) merge() (of []int, n int) {
	of = make([]int, len(g.near))
	near := make([][]int, len(g.near))
	degree := make([]float64, len(g.near))
	total := make([]float64, len(g.near)) // by community: the degrees of its nodes
	all := 0.0
	for a := range g.near {
		of[a], near[a] = a, g.sorted(a)
		degree[a] = g.self[a]
		for _, b := range near[a] {
			degree[a] += g.near[a][b]
		}
		total[a] = degree[a]
		all += degree[a]
	}
	to := make([]float64, len(g.near)) // by community: the weight that leads there
	const rounds = 20
	for range rounds {
		moved := false
		for a := range g.near {
			was := of[a]
			total[was] -= degree[a]
			for _, b := range near[a] {
				to[of[b]] += g.near[a][b]
			}
			best, gain := was, to[was]-total[was]*degree[a]/all
			for _, b := range near[a] {
				if c := of[b]; to[c]-total[c]*degree[a]/all > gain+1e-9 {
					best, gain = c, to[c]-total[c]*degree[a]/all
				}
			}
			for _, b := range near[a] {
				to[of[b]] = 0
			}
			of[a] = best
			total[best] += degree[a]
			moved = moved || best != was
		}
		if !moved {
			break
		}
	}
	number := make([]int, len(of))
	for i := range number {
		number[i] = -1
	}
	for a, c := range of {
		if number[c] < 0 {
			number[c] = n
			n++
		}
		of[a] = number[c]
	}
	return of, n
}
