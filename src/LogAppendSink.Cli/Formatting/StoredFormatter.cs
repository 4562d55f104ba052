using System.Buffers;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Writes records as they are stored.</summary>
internal sealed class StoredFormatter : IRecordFormatter
{
    public void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output)
    {
        output.Write(record);
        output.Write("\n"u8);
    }
}
