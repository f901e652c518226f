/** A user's module: the library is all that it requires. */
module org.example.modular {
  requires org.versatune;
}
