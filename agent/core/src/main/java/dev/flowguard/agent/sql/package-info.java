/** Which columns of a database the text of a statement reads and writes. Knows no driver. */
@NullMarked
package dev.flowguard.agent.sql;

import org.jspecify.annotations.NullMarked;
