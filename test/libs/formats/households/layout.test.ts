import { expect } from 'chai';
import { householdLayoutOf } from '#formats';

const layoutOf = (text: string) => householdLayoutOf(new TextEncoder().encode(text));

describe('householdLayoutOf', () => {
  it('knows each published layout by its first lines', () => {
    expect(layoutOf('month,hour,day_type,non_shiftable_load,solar_generation\n7,24,7,0.5,0.0\n')).to.equal(
      'citylearnBuilding',
    );
    expect(layoutOf('timestamp,B5,B1,cp\r\n9/08/2016 0:00,0.1,0.1,0.1\r\n')).to.equal('unswFlats');
    expect(layoutOf(',GC,GG\n2011-07-01 00:00:00,0.392,0.0\n')).to.equal('ausgridReshaped');
    expect(layoutOf('timestamp,GC,GG\n')).to.equal('ausgridReshaped');
    expect(layoutOf('1,3.78,2076,CL,1/07/2012,1.25\n')).to.equal('ausgridWide');
    expect(layoutOf('Customer,Generator Capacity,Postcode,Consumption Category,date,0:30\n')).to.equal('ausgridWide');
    expect(layoutOf('Solar home data\nCustomer,Generator Capacity,Postcode,Consumption Category,date\n')).to.equal(
      'ausgridWide',
    );
  });

  it('knows no other: generation profiles beside the flats, weather, prices, nothing at all', () => {
    expect(layoutOf('timestamp,participant_1,participant_2\n')).to.equal(undefined);
    expect(layoutOf('outdoor_dry_bulb_temperature,outdoor_relative_humidity\n')).to.equal(undefined);
    expect(layoutOf('electricity_pricing\n0.22\n')).to.equal(undefined);
    expect(layoutOf('')).to.equal(undefined);
  });
});
