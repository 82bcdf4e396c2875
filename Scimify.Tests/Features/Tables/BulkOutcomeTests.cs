using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Tests.Features.Tables;

/// <summary>One action on several rows, and what the person is told.</summary>
public sealed class BulkOutcomeTests
{
    private static readonly Guid[] Rows = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];

    [Fact]
    public async Task A_row_that_refuses_keeps_no_other_back_and_says_why()
    {
        var asked = new List<Guid>();
        var outcome = await BulkOutcome.RunAsync(Rows, id =>
        {
            asked.Add(id);
            return id == Rows[1] ? throw new ConflictException("It has changed.") : id == Rows[2] || id == Rows[4] ? throw new NotFoundException("It no longer exists.") : Task.CompletedTask;
        });
        Assert.Equal(Rows, asked);
        Assert.Equal(2, outcome.Done);
        Assert.Equal([("It no longer exists.", 2), ("It has changed.", 1)], outcome.Refused);

        var toasts = new Toasts();
        outcome.Tell(toasts, count => $"{count} are done.");
        Assert.Equal(["2 are done.", "3 could not be done: It no longer exists (2). It has changed (1)."], toasts.Shown.Select(toast => toast.Text));
        Assert.Equal([false, true], toasts.Shown.Select(toast => toast.IsError));
    }

    [Fact]
    public async Task What_worked_for_all_is_said_once_and_what_worked_for_none_is_no_success()
    {
        var toasts = new Toasts();
        (await BulkOutcome.RunAsync(Rows, _ => Task.CompletedTask)).Tell(toasts, count => $"{count} are done.");
        Assert.Equal("5 are done.", Assert.Single(toasts.Shown).Text);

        toasts = new Toasts();
        (await BulkOutcome.RunAsync(Rows, _ => throw new ForbiddenException())).Tell(toasts, count => $"{count} are done.");
        Assert.Equal("5 could not be done: You do not have permission (5).", Assert.Single(toasts.Shown).Text);
    }

    [Fact]
    public Task A_fault_of_ours_is_no_refusal() =>
        Assert.ThrowsAsync<InvalidOperationException>(() => BulkOutcome.RunAsync(Rows, _ => throw new InvalidOperationException()));
}
