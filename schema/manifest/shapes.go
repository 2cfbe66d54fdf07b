package manifest

// The shapes of Porter's Go types, field by field.

func listOf(s shape) shape { return shape{form: list, of: &s} }

func dictOf(s shape) shape { return shape{form: dict, of: &s} }

func recordOf(field func(string) (shape, bool)) shape { return shape{form: record, field: field} }

func of(f form) (shape, bool) { return shape{form: f}, true }

func manifestField(name string) (shape, bool) {
	switch name {
	case "schemaType", "schemaVersion", "name", "description", "version", "registry", "reference", "dockerfile":
		return of(textual)
	case "install", "upgrade", "uninstall":
		return listOf(shape{form: dict}), true
	case "custom":
		return of(dict)
	case "maintainers":
		return listOf(recordOf(texts("name", "email", "url"))), true
	case "mixins":
		return listOf(shape{form: mixinEntry}), true
	case "required":
		return listOf(shape{form: requiredEntry}), true
	case "customActions":
		return dictOf(recordOf(customActionField)), true
	case "state":
		return listOf(recordOf(texts("name", "description", "mixin", "path", "env"))), true
	case "parameters":
		return listOf(recordOf(parameterField)), true
	case "credentials":
		return listOf(recordOf(credentialField)), true
	case "outputs":
		return listOf(recordOf(outputField)), true
	case "dependencies":
		return recordOf(dependenciesField), true
	case "images":
		return dictOf(recordOf(imageField)), true
	case "files":
		return listOf(recordOf(texts("url", "destination"))), true
	}
	return shape{}, false
}

// texts returns the fields of a record that has only texts.
func texts(names ...string) func(string) (shape, bool) {
	return func(name string) (shape, bool) {
		for _, n := range names {
			if n == name {
				return of(textual)
			}
		}
		return shape{}, false
	}
}

func customActionField(name string) (shape, bool) {
	switch name {
	case "description":
		return of(textual)
	case "modifies", "stateless":
		return of(boolean)
	}
	return shape{}, false
}

func parameterField(name string) (shape, bool) {
	switch name {
	case "name", "path", "env":
		return of(textual)
	case "sensitive", "persistent":
		return of(boolean)
	case "applyTo":
		return listOf(shape{form: textual}), true
	case "source":
		return recordOf(texts("dependency", "output")), true
	}
	return schemaField(name)
}

func outputField(name string) (shape, bool) {
	switch name {
	case "name", "path":
		return of(textual)
	case "sensitive":
		return of(boolean)
	case "applyTo":
		return listOf(shape{form: textual}), true
	}
	return schemaField(name)
}

func credentialField(name string) (shape, bool) {
	switch name {
	case "name", "description", "path", "env":
		return of(textual)
	case "required":
		return of(boolean)
	case "applyTo":
		return listOf(shape{form: textual}), true
	}
	return shape{}, false
}

// schemaField returns the shape of a keyword of JSON schema that Porter keeps.
func schemaField(name string) (shape, bool) {
	switch name {
	case "$schema", "$comment", "$id", "$ref", "contentEncoding", "contentMediaType", "description", "format", "title":
		return of(textual)
	case "additionalItems", "additionalProperties", "const", "default", "items", "type":
		return of(anything)
	case "allOf", "anyOf", "oneOf":
		return listOf(recordOf(schemaField)), true
	case "contains", "else", "if", "not", "propertyNames", "then":
		return recordOf(schemaField), true
	case "definitions", "patternProperties", "properties":
		return dictOf(recordOf(schemaField)), true
	case "dependencies":
		return of(dict)
	case "enum", "examples":
		return of(list)
	case "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf":
		return of(decimal)
	case "maxLength", "minItems", "minLength", "minProperties":
		return of(whole)
	case "pattern":
		return of(pattern)
	case "readOnly", "uniqueItems", "writeOnly":
		return of(boolean)
	case "required":
		return listOf(shape{form: textual}), true
	}
	return shape{}, false
}

func imageField(name string) (shape, bool) {
	switch name {
	case "size":
		return of(positive)
	case "labels":
		return dictOf(shape{form: textual}), true
	}
	return texts("description", "imageType", "repository", "digest", "mediaType", "tag")(name)
}

func dependenciesField(name string) (shape, bool) {
	switch name {
	case "requires":
		return listOf(recordOf(dependencyField)), true
	case "provides":
		return recordOf(inner("interface", recordOf(texts("id")))), true
	}
	return shape{}, false
}

// inner returns the fields of a record that has one.
func inner(only string, s shape) func(string) (shape, bool) {
	return func(name string) (shape, bool) { return s, name == only }
}

func dependencyField(name string) (shape, bool) {
	switch name {
	case "name":
		return of(textual)
	case "bundle":
		return recordOf(bundleField), true
	case "sharing":
		return recordOf(sharingField), true
	case "parameters", "credentials", "outputs":
		return dictOf(shape{form: textual}), true
	}
	return shape{}, false
}

func bundleField(name string) (shape, bool) {
	switch name {
	case "reference", "version":
		return of(textual)
	case "interface":
		return recordOf(interfaceField), true
	}
	return shape{}, false
}

func interfaceField(name string) (shape, bool) {
	switch name {
	case "id", "reference":
		return of(textual)
	case "document":
		return recordOf(documentField), true
	}
	return shape{}, false
}

func documentField(name string) (shape, bool) {
	switch name {
	case "parameters", "credentials", "outputs":
		return manifestField(name)
	}
	return shape{}, false
}

func sharingField(name string) (shape, bool) {
	switch name {
	case "mode":
		return of(boolean)
	case "group":
		return recordOf(texts("name")), true
	}
	return shape{}, false
}
