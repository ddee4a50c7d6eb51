/** Which names of a request may be shown in evidence: field names, parts, paths, hosts. */
@NullMarked
package dev.flowguard.rules.names;

import org.jspecify.annotations.NullMarked;
