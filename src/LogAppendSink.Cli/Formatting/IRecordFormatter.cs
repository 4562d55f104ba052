using System.Buffers;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Writes records as they are to be shown.</summary>
internal interface IRecordFormatter
{
    /// <summary>Writes a record and a line feed.</summary>
    /// <param name="record">Without its line feed; not kept.</param>
    /// <param name="output">Takes UTF-8.</param>
    void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output);
}
