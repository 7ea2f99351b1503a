package server

import (
	"encoding/json"
	"log/slog"
	"maps"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// maxSalvage bounds how deep salvage looks for the members to leave out.
// Capabilities nest about half as deep.
const maxSalvage = 8

// decodeInitialize reads what a client says about itself. What cannot be
// decoded is left out: Lua clients send "workspace": [] for an empty table, and
// no client should lose its server, or its other capabilities, for that.
func decodeInitialize(raw jsonrpc2.RawMessage, log *slog.Logger) *protocol.InitializeParams {
	decode := func(value []byte) (*protocol.InitializeParams, error) {
		params := new(protocol.InitializeParams)
		return params, protocol.Unmarshal(value, params)
	}
	if len(raw) == 0 {
		return new(protocol.InitializeParams)
	}
	params, err := decode(raw)
	if err == nil {
		return params
	}
	log.Info("part of the initialize parameters is ignored", "error", err)
	kept := salvage(json.RawMessage(raw), maxSalvage, func(value json.RawMessage) bool {
		_, err := decode(value)
		return err == nil
	})
	if params, err = decode(kept); err != nil {
		return new(protocol.InitializeParams)
	}
	return params
}

// salvage returns value without the smallest members that keep it from being
// decodable, or nil if nothing of it is.
func salvage(value json.RawMessage, depth int, decodable func(json.RawMessage) bool) json.RawMessage {
	if decodable(value) {
		return value
	}
	var members map[string]json.RawMessage
	if depth == 0 || json.Unmarshal(value, &members) != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		kept := salvage(members[name], depth-1, func(member json.RawMessage) bool {
			return decodable(object(map[string]json.RawMessage{name: member}))
		})
		if kept == nil {
			delete(members, name)
		} else {
			members[name] = kept
		}
	}
	if kept := object(members); decodable(kept) {
		return kept
	}
	return nil
}

// object encodes members that were decoded from JSON before.
func object(members map[string]json.RawMessage) json.RawMessage {
	encoded, err := json.Marshal(members)
	if err != nil {
		return nil
	}
	return encoded
}
