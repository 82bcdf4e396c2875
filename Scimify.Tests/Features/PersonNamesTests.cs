using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Shared.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>Logs keep addresses. The console says names, where there are names.</summary>
public sealed class PersonNamesTests
{
    private static readonly Guid Ada = Guid.NewGuid();
    private static readonly PersonNames Names = new([new NamedPerson(Ada, "ada@example.com", "Ada Lovelace")]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_person_is_known_by_id_and_where_none_was_kept_by_address()
    {
        Assert.Equal(("Ada Lovelace", "old@example.com"), (Names.Of(Ada, "old@example.com"), Names.AddressBeside(Ada, "old@example.com")));
        Assert.Equal(("Ada Lovelace", "ADA@example.com"), (Names.Of(null, "ADA@example.com"), Names.AddressBeside(null, "ADA@example.com")));
        Assert.Equal(("command line", null), (Names.Of(null, "command line"), Names.AddressBeside(null, "command line")));
    }

    [Fact]
    public void Who_had_the_address_before_is_not_called_by_the_name_of_who_has_it_now() =>
        Assert.Equal(("ada@example.com", null), (Names.Of(Guid.NewGuid(), "ada@example.com"), Names.AddressBeside(Guid.NewGuid(), "ada@example.com")));

    [Theory]
    [InlineData("person", "invited Ada Lovelace")]
    [InlineData("scimToken", "invited ada@example.com")]
    public void A_deed_names_the_person_to_whom_it_was_done(string kind, string words) => Assert.Equal(words, AuditWords.Deed(
        new AuditEntry { ActorKind = "person", ActorName = "grace@example.com", Action = "person.invite", SubjectKind = kind, SubjectId = Ada.ToString(), SubjectName = "ada@example.com" }, Names));

    [Fact]
    public async Task Names_are_those_of_the_own_organization()
    {
        await using var app = await ScimifyApp.StartAsync();
        var (ada, eve) = (await app.PersonAsync(email: "ada@example.com"), await app.PersonAsync(email: "eve@example.org", organization: "Another"));
        var people = app.Services.GetRequiredService<PeopleService>();
        await people.RenameOwnAsync(ada, "Ada Lovelace", Ct);
        await people.RenameOwnAsync(eve, "Eve", Ct);

        var names = await app.Services.GetRequiredService<PersonNamesQuery>().RunAsync(ada, Ct);

        Assert.Equal(("Ada Lovelace", "eve@example.org"), (names.Of(ada.Id, ada.Name), names.Of(eve.Id, eve.Name)));
    }
}
