using System.Buffers;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Writes records in one output format.</summary>
internal interface IRecordFormatter
{
    /// <summary>Writes a record and a line feed.</summary>
    /// <param name="record">The record without its line feed. The formatter does not keep a reference to it.</param>
    /// <param name="output">Receives UTF-8.</param>
    void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output);
}
