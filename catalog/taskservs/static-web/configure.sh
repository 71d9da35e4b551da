#!/bin/sh
# The first page; a page that is there already belongs to the user and stays.
. "$PROV_FILES/lib/prov-lib.sh"
site=$PROV_ROOT/srv/static-web
mkdir -p "$site"
if [ ! -f "$site/index.html" ]; then
  title=$(printf %s "$PROV_PARAM_TITLE" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g')
  cat >"$site/index.html.new" <<PAGE
<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>$title</title>
  <h1>$title</h1>
  <p>Served by static-web on $PROV_SERVER_NAME.</p>
</html>
PAGE
  mv "$site/index.html.new" "$site/index.html"
fi
