package hcl

import "github.com/hashicorp/hcl/v2/hclsyntax"

func (p *parser) validate(body *hclsyntax.Body) {}
