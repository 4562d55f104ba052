namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The rules that hold in every state.</summary>
internal static class Rules
{
    /// <returns>The rule that a state breaks; null where it breaks none.</returns>
    internal static string? BrokenBy(StoreImage image, ImageFacts facts, IReadOnlyList<WriterView> writers)
    {
        if (facts.Doubled is { } doubled)
            return $"Each batch is stored once: '{doubled}' is stored twice.";

        for (var index = 0; index < writers.Count; index++)
        {
            if ((writers[index].Broken ?? LostBy(image, facts, writers[index], index) ?? OrderBrokenBy(image, facts, writers[index], index) ?? SentElsewhereBy(image, facts, writers[index])) is { } broken)
                return broken;
        }

        return null;
    }

    private static string? LostBy(StoreImage image, ImageFacts facts, WriterView writer, int index)
    {
        for (var number = 0; number < writer.SettledThrough; number++)
        {
            var bit = Batch.BitOf(index, number);
            if (((facts.Present | image.Gone | writer.Dropped) & bit) == 0)
                return $"What is acknowledged is stored: '{Batch.TextOf(index, number)}' is not.";
        }

        return null;
    }

    /// <summary>A batch that was dropped may still arrive, at any time; where another party removes objects, names are used again.</summary>
    private static string? OrderBrokenBy(StoreImage image, ImageFacts facts, WriterView writer, int index)
    {
        if (image.HasRemoved)
            return null;
        (int Object, string Key, int Position) last = (-1, "", -1);
        for (var number = 0; number < Batch.CountMax; number++)
        {
            if ((writer.Dropped & Batch.BitOf(index, number)) != 0 || !facts.Places.TryGetValue(Batch.BitOf(index, number), out var place))
                continue;
            if (place.Object < last.Object || (place.Object == last.Object && place.Position < last.Position))
                return $"Batches are stored in order: '{Batch.TextOf(index, number)}' is before an earlier one.";
            last = place;
        }

        return null;
    }

    /// <summary>The third rule of the design.</summary>
    private static string? SentElsewhereBy(StoreImage image, ImageFacts facts, WriterView writer)
    {
        if (writer.Pending is not { Batch: { } batch } sent)
            return null;
        if (facts.Places.TryGetValue(Batch.BitOf(batch.Writer, batch.Number), out var place) && (place.Key != sent.Key || place.Position != sent.Position))
            return $"A batch is sent elsewhere only when it can no longer be applied: '{sent.Text}' is stored in {place.Key} at {place.Position}.";
        foreach (var ghost in image.Ghosts)
        {
            if (ghost.Request.Text == sent.Text && (ghost.Request.Key != sent.Key || ghost.Request.Position != sent.Position))
                return $"A batch is sent elsewhere only when it can no longer be applied: '{sent.Text}' may still be applied to {ghost.Request.Key} at {ghost.Request.Position}.";
        }

        return null;
    }
}
