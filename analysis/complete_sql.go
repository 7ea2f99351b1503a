package analysis

func (c *completer) sql() {}
