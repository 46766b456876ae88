// hooks.js - the standard functions in JavaScript (ES5.1).
