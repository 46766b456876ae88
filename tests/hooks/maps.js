// What a script of a transformation finds, for the case in `configuration`.
var originalObject = configuration.original;
var transformedObject = JSON.parse(JSON.stringify(configuration.transformed));
var fromVendor = configuration.from_vendor;

