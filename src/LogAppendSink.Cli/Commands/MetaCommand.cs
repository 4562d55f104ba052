using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Oss;
using Spectre.Console;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend meta OBJECT</c>: shows or changes metadata, ACL and tags of an object.</summary>
/// <remarks>
/// ACL and tags have separate requests. Metadata is changed by copying the object onto itself. OSS documents this as allowed for append
/// objects, but not that the object accepts appends afterwards. So the command prints a warning first and verifies the object afterwards.
/// </remarks>
internal static class MetaCommand
{
    private static readonly string[] Acls = ["default", "private", "public-read", "public-read-write"];

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var address = ObjectAddress.NewArgument();
        var set = PairArgument.Option("--set", "Metadata to set; repeatable", "name=value");
        var remove = new Option<string[]>("--remove")
        {
            Description = "Metadata to remove; repeatable",
            HelpName = "name",
            DefaultValueFactory = _ => [],
        };
        var contentType = new Option<string?>("--content-type") { Description = "Content-Type to set", HelpName = "type" };
        var acl = new Option<string?>("--acl") { Description = "ACL to set", HelpName = string.Join('|', Acls) };
        acl.AcceptOnlyFromAmong(Acls);
        var tags = PairArgument.Option("--tag", "Tag to set; other tags stay; repeatable", "name=value");
        var removeTags = new Option<string[]>("--remove-tag")
        {
            Description = "Tag to remove; repeatable",
            HelpName = "name",
            DefaultValueFactory = _ => [],
        };
        var command = new ToolCommand("meta", "Show metadata, ACL and tags of an object, or change them.")
        {
            Examples =
            [
                ("logappend meta logs/shop/20260301/web-1.clef", "shows metadata, ACL and tags"),
                ("logappend meta logs/shop/20260301/web-1.clef --tag keep=1y --acl private", "changes tags and ACL; appends can continue"),
                ("logappend meta cam-1/film.ts --set camera=north --content-type video/mp2t",
                    "changes metadata by copying the object onto itself; best while no process appends"),
            ],
        };
        command.Arguments.Add(address);
        foreach (var option in new Option[] { set, remove, contentType, acl, tags, removeTags })
            command.Options.Add(option);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(address);
            var metadata = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in parsed.GetValue(set) ?? [])
                metadata[name] = value;
            foreach (var name in parsed.GetValue(remove) ?? [])
                metadata[name] = null;
            foreach (var name in metadata.Keys.Where(name => name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
                throw new ToolException($"invalid metadata name '{name}'; use only letters, digits and '-'.", ExitCode.Usage);

            var options = await connection.ResolveAsync(parsed, target, cancellationToken).ConfigureAwait(false);
            OssAppendOptionsRules.ThrowIfBroken(options);
            if (options.Store != StoreKind.Oss)
                throw new ToolException($"meta works only with OSS, and the store is {options.Store}. "
                    + "With that store, a change of the metadata during appends can lose data, and each append overwrites the metadata. "
                    + "Use logappend stat to show metadata.", ExitCode.Usage);
            using var store = OssObjectStore.Open(options);

            var found = await DescribeAsync(store, target, cancellationToken).ConfigureAwait(false);
            if (metadata.Count > 0 || parsed.GetValue(contentType) is not null)
                await ChangeMetadataAsync(tool, store, target, found, parsed.GetValue(contentType), metadata, cancellationToken)
                    .ConfigureAwait(false);
            if (parsed.GetValue(acl) is { } newAcl)
                ThrowIf(await store.PutAclAsync(target.Key, newAcl, cancellationToken).ConfigureAwait(false));
            if (parsed.GetValue(tags) is { Count: > 0 } || parsed.GetValue(removeTags) is { Length: > 0 })
                await ChangeTagsAsync(store, target.Key, parsed.GetValue(tags) ?? [], parsed.GetValue(removeTags) ?? [], cancellationToken)
                    .ConfigureAwait(false);

            await ShowAsync(tool, store, target, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task ChangeMetadataAsync(
        ToolEnvironment tool, OssObjectStore store, ObjectAddress target, ObjectDescription before, string? contentType,
        Dictionary<string, string?> metadata, CancellationToken cancellationToken)
    {
        if (before.IsAppendObject && !before.IsSealed)
            tool.Report($"logappend: metadata is changed by copying '{target}' onto itself. "
                + "OSS allows this for append objects, but does not document that the object accepts appends afterwards. "
                + "Stop the writers of this object first, or let them use another one.");

        var acl = await store.GetAclAsync(target.Key, cancellationToken).ConfigureAwait(false);
        ThrowIf(acl.Error); // A copy would reset the ACL to the bucket's.
        ThrowIf(await store.ChangeMetadataAsync(target.Key, contentType, metadata, acl.Value, cancellationToken).ConfigureAwait(false));

        var after = await DescribeAsync(store, target, cancellationToken).ConfigureAwait(false);
        if (after.IsAppendObject != before.IsAppendObject || after.IsSealed != before.IsSealed)
            throw new ToolException($"the metadata of '{target}' was changed, but its type changed too: "
                + $"it was {KindOf(before)} and is now {KindOf(after)}. Append to another key.", ExitCode.Faulty);
        if (after.LengthBytes < before.LengthBytes || (after.LengthBytes == before.LengthBytes && after.Crc64 != before.Crc64))
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"the metadata of '{target}' was changed, "
                + $"but its content changed too: {before.LengthBytes} bytes with CRC-64 {before.Crc64} before, "
                + $"{after.LengthBytes} bytes with CRC-64 {after.Crc64} now. Check whether another process wrote to it."), ExitCode.Faulty);
    }

    private static string KindOf(ObjectDescription description) =>
        description.IsAppendObject ? description.IsSealed ? "a sealed append object" : "an append object" : "a normal object";

    private static async Task ChangeTagsAsync(
        OssObjectStore store, string key, IEnumerable<KeyValuePair<string, string>> set, IEnumerable<string> removed,
        CancellationToken cancellationToken)
    {
        var current = await store.GetTagsAsync(key, cancellationToken).ConfigureAwait(false);
        ThrowIf(current.Error);
        var tags = (current.Value ?? []).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        foreach (var (name, value) in set)
            tags[name] = value;
        foreach (var name in removed)
            tags.Remove(name);
        ThrowIf(await store.PutTagsAsync(key, tags, cancellationToken).ConfigureAwait(false));
    }

    private static async Task ShowAsync(
        ToolEnvironment tool, OssObjectStore store, ObjectAddress target, CancellationToken cancellationToken)
    {
        var description = await DescribeAsync(store, target, cancellationToken).ConfigureAwait(false);
        var acl = await store.GetAclAsync(target.Key, cancellationToken).ConfigureAwait(false);
        var tags = await store.GetTagsAsync(target.Key, cancellationToken).ConfigureAwait(false);

        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Add(string name, string value) =>
            grid.AddRow(new Text(ShownText.Of(name), new Style(Color.Grey)), new Text(ShownText.Of(value)));
        Add("Content type", description.ContentType ?? "none");
        foreach (var (name, value) in description.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Add($"Metadata {name}", value);

        // ACL and tags need separate permissions, which the access key of a log writer may lack.
        Add("ACL", acl.Value ?? $"unknown: {acl.Error?.Describe()}");
        foreach (var (name, value) in (tags.Value ?? []).OrderBy(tag => tag.Key, StringComparer.Ordinal))
            Add($"Tag {name}", value);
        if (tags.Error is { } error)
            Add("Tags", $"unknown: {error.Describe()}");
        tool.Out.Write(grid);
    }

    private static async Task<ObjectDescription> DescribeAsync(
        OssObjectStore store, ObjectAddress target, CancellationToken cancellationToken) =>
        await store.DescribeAsync(target.Key, cancellationToken).ConfigureAwait(false) switch
        {
            { Value: { } found } => found,
            { Error: { } error } => throw new ToolException(error.Describe()),
            _ => throw new ToolException($"object '{target}' does not exist.", ExitCode.NotFound),
        };

    private static void ThrowIf(StoreError? error)
    {
        if (error is not null)
            throw new ToolException(error.Describe());
    }
}
