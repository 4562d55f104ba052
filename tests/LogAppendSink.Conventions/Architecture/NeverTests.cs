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
    [InlineData("Serilog.Sinks.OssAppend", "Microsoft.Extensions.Configuration.Binder")] // of Configuration it knows the abstractions, which have no other dependency
    [InlineData("Serilog.Sinks.OssAppend", "Microsoft.Extensions.DependencyInjection")]
    [InlineData("Serilog.Sinks.OssAppend", "Microsoft.Extensions.Logging")]
    [InlineData("Serilog.Sinks.OssAppend", "Microsoft.Extensions.Options")]
    [InlineData("Serilog.Sinks.OssAppend", "LogAppendSink.Extensions")]
    [InlineData("LogAppendSink.Extensions.Logging", "Serilog")]
    public void Assembly_never_references(string assembly, string other) =>
        Assert.DoesNotContain(Assembly.Load(assembly).GetReferencedAssemblies(), reference => reference.Name!.StartsWith(other, StringComparison.Ordinal)); // A reference has a name.

    [Theory]
    [InlineData("Checksums", "Appending Buffering Clef Credentials Delivery DirectHttp Objects Reading Spool Stores Escaping Threading")]
    [InlineData("Escaping", "Appending Buffering Checksums Clef Credentials Delivery DirectHttp Objects Reading Spool Stores Threading")]
    [InlineData("Clef", "Appending Buffering Checksums Credentials Delivery DirectHttp Objects Reading Spool Stores Threading")]
    [InlineData("Threading", "Appending Buffering Checksums Clef Credentials Delivery DirectHttp Objects Reading Spool Stores Escaping")]
    [InlineData("DirectHttp", "Appending Buffering Checksums Clef Credentials Delivery Objects Reading Spool Stores Escaping")]
    [InlineData("Credentials", "Appending Buffering Clef Delivery Objects Reading Spool Stores")]
    [InlineData("Stores", "Appending Buffering Clef Delivery Objects Reading Spool")]
    [InlineData("Appending", "Buffering Clef Credentials Delivery DirectHttp Objects Reading Spool Threading")] // of a store it knows the contract
    [InlineData("Buffering", "Clef Credentials Delivery DirectHttp Objects Reading Spool Stores")]
    [InlineData("Spool", "Clef Credentials Delivery DirectHttp Objects Reading")]
    [InlineData("Reading", "Buffering Credentials Delivery DirectHttp Objects Spool")] // of Appending it knows how objects are named
    public void Folder_of_the_core_never_uses(string folder, string others) =>
        Assert.DoesNotContain(Pictures.CoreUses(), use => use.Folder == folder && others.Split(' ').Contains(use.Uses));

    [Fact]
    public void Folders_of_the_core_use_each_other_in_one_direction()
    {
        var uses = Pictures.CoreUses().ToLookup(use => use.Folder, use => use.Uses);

        Assert.All(uses, folder => Assert.DoesNotContain(folder.Key, ReachedFrom(folder.Key, uses)));
    }

    [Fact]
    public void Cycle_is_found_when_it_leads_over_a_third_folder()
    {
        var uses = new[] { ("A", "B"), ("B", "C"), ("C", "A"), ("D", "A") }.ToLookup(use => use.Item1, use => use.Item2);

        Assert.Contains("A", ReachedFrom("A", uses));
        Assert.DoesNotContain("D", ReachedFrom("D", uses));
    }

    [Theory]
    [InlineData("Appending")]
    [InlineData("Buffering")]
    [InlineData("Checksums")]
    [InlineData("Clef")]
    [InlineData("Delivery")]
    [InlineData("Spool")]
    public void Folder_of_the_core_does_not_use_HTTP(string folder) =>
        Assert.All(Repository.Sources($"src/LogAppendSink/{folder}"), file => Assert.DoesNotMatch(Http(), WithoutComments(Repository.Read(file))));

    [Fact]
    public void Core_never_writes_to_the_console() =>
        Assert.All(Repository.Sources("src/LogAppendSink"), file => Assert.DoesNotMatch(@"\bConsole\.|\bTrace\.(Write|Trace)", WithoutComments(Repository.Read(file))));

    /// <summary>All folders that a folder uses, also by way of others.</summary>
    private static HashSet<string> ReachedFrom(string folder, ILookup<string, string> uses)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(uses[folder]);
        while (open.TryPop(out var next))
        {
            if (!reached.Add(next))
                continue;
            foreach (var further in uses[next])
                open.Push(further);
        }

        return reached;
    }

    private static string WithoutComments(string source) => string.Join('\n', source.Split('\n').Select(line => line.Split("//")[0]));

    [GeneratedRegex(@"\bHttp(Client|Re|Message|Content|Method|StatusCode)|System\.Net\b|Stores\.(Oss|Rgw|Http)\b|LogAppendSink\.DirectHttp\b")]
    private static partial Regex Http();
}
