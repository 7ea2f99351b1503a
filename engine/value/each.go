package value

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"
)

// Element is an element of what for_each iterates over.
type Element struct {
	Key   string // of a set, the element itself; of a list, its index
	key   cty.Value
	value cty.Value
}

// Each is what the instance of a block that is for the element calls each.
func (e Element) Each() cty.Value {
	return cty.ObjectVal(map[string]cty.Value{"key": e.key, "value": e.value})
}

// UnknownEach is each in an instance for an element that is not known.
var UnknownEach = cty.ObjectVal(map[string]cty.Value{"key": cty.DynamicVal, "value": cty.DynamicVal})

// Elements lists what for_each iterates over, in the order of the keys: a set, a
// map, an object or a list. It reports false for what is not known.
func Elements(v cty.Value) ([]Element, bool) {
	if _, isName := traversalOf(v); isName || v.IsNull() || !v.IsKnown() || !v.CanIterateElements() {
		return nil, false
	}
	var list []Element
	for it := v.ElementIterator(); it.Next(); {
		key, element := it.Element()
		e := Element{key: key, value: element}
		if s, ok := String(key); ok {
			e.Key = s
		} else if s, ok := nameOf(key); ok {
			e.Key = s
		} else {
			e.Key = strconv.Itoa(len(list))
		}
		list = append(list, e)
	}
	return list, true
}

// nameOf is the last name of a reference.
func nameOf(v cty.Value) (string, bool) {
	t, ok := traversalOf(v)
	if !ok {
		return "", false
	}
	return step(t, len(t)-1)
}
