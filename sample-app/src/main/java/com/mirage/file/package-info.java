/** Files of users: uploads, and photos that were generated for them. */
@NullMarked
package com.mirage.file;

import org.jspecify.annotations.NullMarked;
