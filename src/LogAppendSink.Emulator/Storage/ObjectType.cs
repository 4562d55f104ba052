namespace LogAppendSink.Emulator.Storage;

/// <summary>How an object was made, which decides whether it can be appended to. Spelled as in <c>x-oss-object-type</c>.</summary>
internal enum ObjectType
{
    Normal,
    Appendable,
}
