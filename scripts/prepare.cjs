// Before the build of a git dependency: puts the compilers in place where npm did not.
//
// `npm install --global git+…`, which is how pre-commit installs a hook, runs the preparation of the clone with npm_config_global set, so that
// the packages to build with are installed nowhere (npm 11; `sh: asc: not found`). In a checkout they are there, and nothing is done.
const { execSync } = require('node:child_process')
const { existsSync } = require('node:fs')

if (!existsSync('node_modules/typescript'))
  execSync('npm install --global=false --include=dev --ignore-scripts --no-save', { stdio: 'inherit' })
