/** The text of Office files from before 2007 and of Outlook messages: compound files. */
@NullMarked
package dev.flowguard.rules.payload.compound;

import org.jspecify.annotations.NullMarked;
