/** Files that users upload. */
@NullMarked
package com.mirage.upload;

import org.jspecify.annotations.NullMarked;
