using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Conventions.Architecture;

/// <summary>What the parts must never know of each other.</summary>
public partial class NeverTests
{
    [Theory]
    [InlineData("LogAppendSink", "Serilog")]
    [InlineData("LogAppendSink", "Microsoft.Extensions")]
    [InlineData("LogAppendSink", "Microsoft.AspNetCore")]
    [InlineData("LogAppendSink.Emulator", "LogAppendSink")] // two that share a signer cannot judge each other
    [InlineData("LogAppendSink.Emulator", "Serilog")]
    [InlineData("Serilog.Sinks.OssAppend", "Microsoft.Extensions")]
    [InlineData("Serilog.Sinks.OssAppend", "LogAppendSink.Extensions")]
    [InlineData("LogAppendSink.Extensions.Logging", "Serilog")]
    public void An_assembly_never_references(string assembly, string other) =>
        Assert.DoesNotContain(Assembly.Load(assembly).GetReferencedAssemblies(), reference => reference.Name!.StartsWith(other, StringComparison.Ordinal)); // A reference has a name.

    [Theory]
    [InlineData("Checksums", "Appending Buffering Clef Credentials Delivery Objects Reading Spool Stores")]
    [InlineData("Clef", "Appending Buffering Checksums Credentials Delivery Objects Reading Spool Stores")]
    [InlineData("Appending", "Buffering Clef Credentials Delivery Objects Reading Spool")] // the answers of a store are all it knows
    [InlineData("Spool", "Clef Credentials Delivery Objects Reading Stores")]
    [InlineData("Stores", "Buffering Clef Delivery Objects Spool")]
    [InlineData("Reading", "Buffering Delivery Objects Spool")] // of Appending it knows how objects are named
    public void A_folder_of_the_core_never_uses(string folder, string others) =>
        Assert.DoesNotContain(Pictures.CoreUses(), use => use.Folder == folder && others.Split(' ').Contains(use.Uses));

    [Theory]
    [InlineData("Appending")]
    [InlineData("Buffering")]
    [InlineData("Checksums")]
    [InlineData("Clef")]
    [InlineData("Delivery")]
    [InlineData("Spool")]
    public void A_folder_of_the_core_knows_no_HTTP(string folder) =>
        Assert.All(Repository.Sources($"src/LogAppendSink/{folder}"), file => Assert.DoesNotMatch(Http(), WithoutComments(Repository.Read(file))));

    [Fact]
    public void The_core_never_writes_to_the_console() =>
        Assert.All(Repository.Sources("src/LogAppendSink"), file => Assert.DoesNotMatch(@"\bConsole\.|\bTrace\.(Write|Trace)", WithoutComments(Repository.Read(file))));

    private static string WithoutComments(string source) => string.Join('\n', source.Split('\n').Select(line => line.Split("//")[0]));

    [GeneratedRegex(@"\bHttp(Client|Re|Message|Content|Method|StatusCode)|System\.Net\b|Stores\.(Oss|Rgw|Http)\b")]
    private static partial Regex Http();
}
