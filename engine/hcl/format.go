package hcl

import "github.com/hashicorp/hcl/v2/hclwrite"

// Format lays out a file exactly as hclwrite.Format does, which is what the
// official "schema fmt" command writes.
func Format(src []byte) []byte { return hclwrite.Format(src) }
